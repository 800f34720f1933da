/** From JPEG, PNG and npy bytes to pixels of the pipeline's shape, within limits; and PNG bytes from pixels. */
@NullMarked
package io.noisystudent.vision.decode;

import org.jspecify.annotations.NullMarked;
