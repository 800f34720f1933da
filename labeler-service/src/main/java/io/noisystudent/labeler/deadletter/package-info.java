/** What becomes of a record that cannot be read. */
@NullMarked
package io.noisystudent.labeler.deadletter;

import org.jspecify.annotations.NullMarked;
