package io.noisystudent.teacher.deadletter;

/** Says that a record was sent again, and where to. */
record ReplayNote(Origin origin, String replayedAs) implements Entry {}
