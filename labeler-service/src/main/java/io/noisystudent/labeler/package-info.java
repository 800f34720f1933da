/** The labeler service. */
@NullMarked
package io.noisystudent.labeler;

import org.jspecify.annotations.NullMarked;
