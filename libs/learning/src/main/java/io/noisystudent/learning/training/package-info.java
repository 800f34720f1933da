/** The training loop, its data and its evaluation. */
@NullMarked
package io.noisystudent.learning.training;

import org.jspecify.annotations.NullMarked;
