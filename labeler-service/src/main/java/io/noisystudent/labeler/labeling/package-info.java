/** From a labeling task to its pseudo-labels. */
@NullMarked
package io.noisystudent.labeler.labeling;

import org.jspecify.annotations.NullMarked;
