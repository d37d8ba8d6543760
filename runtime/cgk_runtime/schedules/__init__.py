"""Schedules: cron expressions, their handlers, and sending a job to every tenant."""
