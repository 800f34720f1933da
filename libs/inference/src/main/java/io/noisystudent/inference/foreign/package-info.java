/** Networks that other programs exported, brought into the form that is served and trained. */
@NullMarked
package io.noisystudent.inference.foreign;

import org.jspecify.annotations.NullMarked;
