drop index event_said;
