/** Drawn images of as many classes as are wanted, in pairs that are easily confused. */
@NullMarked
package io.noisystudent.bench.glyph;

import org.jspecify.annotations.NullMarked;
