/** Files of images that a test makes from pixels. */
@NullMarked
package io.noisystudent.testkit.image;

import org.jspecify.annotations.NullMarked;
