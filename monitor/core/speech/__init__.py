"""Parts of `quotation`: marks, cues, contents and the mention that speaks."""
