/** How good a classifier is, how sure that is, and whether it is better than another on the same samples. */
@NullMarked
package io.noisystudent.metrics;

import org.jspecify.annotations.NullMarked;
