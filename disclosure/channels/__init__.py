"""The way out 公开渠道 (三): what publication opens for each channel. Imports items and below."""
