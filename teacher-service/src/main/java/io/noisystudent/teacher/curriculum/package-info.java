/** When generations open, what is asked for them and how they end: a state machine without a framework. */
@NullMarked
package io.noisystudent.teacher.curriculum;

import org.jspecify.annotations.NullMarked;
