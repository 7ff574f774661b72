"""Celery and nothing else: the app, its queues, its beat table, and tasks that call one use case each."""
