"""The content 公开内容 (二): fourteen categories, their pages, the catalogue. Imports chain and below."""
