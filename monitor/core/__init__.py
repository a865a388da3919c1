"""Pure rooms: bytes and records in, records out. No I/O, no clock.

Each room has one door, a module of this package; its parts stand in a package beside it.

| room | door | parts |
|---|---|---|
| feeds | `feed`, `novelty`, `schedule` | `syndication/` |
| pages | `article` | `pages/` |
| language | `language`, `lookup`, `sentence` | `forms` `disguise` |
| stories | `story` | `stories/` |
| quotations | `quotation`, `attribution` | `speech/` |
| actors | `actor` | `actors/` |
| stance, day | `stance`, `said` | |
| identity | `statement` | `identity/` |
| alerts | `alert` | `alert/` |
| all of them | `analyse`, `batch` | |
| showing | `text`, `wellbeing` | |
"""
