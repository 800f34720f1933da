/** The Open Inference Protocol V2 over the loaded models. */
@NullMarked
package io.noisystudent.labeler.inference;

import org.jspecify.annotations.NullMarked;
