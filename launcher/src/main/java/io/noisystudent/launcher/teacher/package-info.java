/** What a running teacher-service says. */
@NullMarked
package io.noisystudent.launcher.teacher;

import org.jspecify.annotations.NullMarked;
