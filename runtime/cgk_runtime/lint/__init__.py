"""What each provider takes of an app's handlers, schedules and sends, said before the app is started."""
