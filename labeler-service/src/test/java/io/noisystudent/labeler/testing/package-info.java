/** What the tests of this service share. */
@NullMarked
package io.noisystudent.labeler.testing;

import org.jspecify.annotations.NullMarked;
