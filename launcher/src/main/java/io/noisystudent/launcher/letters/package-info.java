/** Dead letters of a pipeline, as teacher-service lists them. */
@NullMarked
package io.noisystudent.launcher.letters;

import org.jspecify.annotations.NullMarked;
