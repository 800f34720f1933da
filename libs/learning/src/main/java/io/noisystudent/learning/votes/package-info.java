/** From the votes of several annotators to what is learned of an image. */
@NullMarked
package io.noisystudent.learning.votes;

import org.jspecify.annotations.NullMarked;
