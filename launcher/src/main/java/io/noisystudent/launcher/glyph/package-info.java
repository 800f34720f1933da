/** The built-in data set: ten classes of hand-drawn-like glyphs, made by the program. */
@NullMarked
package io.noisystudent.launcher.glyph;

import org.jspecify.annotations.NullMarked;
