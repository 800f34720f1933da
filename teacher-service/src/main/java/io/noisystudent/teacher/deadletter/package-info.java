/** Records that could not be read: which there are, why, and how they are sent again. */
@NullMarked
package io.noisystudent.teacher.deadletter;

import org.jspecify.annotations.NullMarked;
