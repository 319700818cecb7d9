"""The procedure 公开程序 (四（一）–（三）): proposal, review, secrecy, signature, deliberation, the one gate. Imports clocks and below."""
