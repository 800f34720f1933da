/** Which pseudo-labels enter a training, and how often. */
@NullMarked
package io.noisystudent.learning.selection;

import org.jspecify.annotations.NullMarked;
