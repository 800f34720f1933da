/** Images to measure with. */
@NullMarked
package io.noisystudent.bench.images;

import org.jspecify.annotations.NullMarked;
