"""Pure rooms: bytes and records in, records out. No I/O, no clock.

Each room has one door; the other modules are its parts.

| room | door | parts |
|---|---|---|
| feeds | `feed`, `novelty`, `schedule` | `address` `charset` `dates` `discovery` `jsonfeed` `markup` `mend` |
| pages | `article` | `absence` `blocks` `dom` `garble` `metadata` |
| language | `language`, `lookup`, `sentence` | `forms` `disguise` |
| stories | `story` | `scene` `rubric` |
| quotations | `quotation` | `marks` `tokens` `cue` `frame` `clause` `onset` `span` `indirect` `attribution` `dialogue`, and for speakers `speaker` `mention` `subject` `voice` |
| actors | `actor` | `cast` `person` `body` `profile` `title` `office` `naming` `chain` `mentioned` `described` `anaphora` |
| stance, day | `stance`, `said` | |
| identity | `statement` | `identity/` |
| alerts | `alert` | `alert/` |
| all of them | `analyse`, `batch` | |
| showing | `text`, `wellbeing` | |
"""
