/** Images as unsigned bytes in the order height, width, channel. */
@NullMarked
package io.noisystudent.vision;

import org.jspecify.annotations.NullMarked;
