"""Sound to text and text to sound, for Cantonese (yue) and Mandarin (cmn)."""
