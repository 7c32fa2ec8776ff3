"""Rasa components of Qiaoban: reading Chinese as it is said, and the channel that answers with directives."""
