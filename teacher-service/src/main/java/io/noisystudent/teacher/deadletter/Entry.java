package io.noisystudent.teacher.deadletter;

/** What a record of the dead-letter topic is. */
sealed interface Entry permits DeadLetter, ReplayNote {
    /** Position of the record that it is about. */
    Origin origin();
}
