/** Images with known classes from a folder, an archive or IDX files. */
@NullMarked
package io.noisystudent.launcher.dataset;

import org.jspecify.annotations.NullMarked;
