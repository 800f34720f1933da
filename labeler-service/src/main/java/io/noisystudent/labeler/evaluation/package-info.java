/** From an evaluation task to the predictions of the held-out samples. */
@NullMarked
package io.noisystudent.labeler.evaluation;

import org.jspecify.annotations.NullMarked;
