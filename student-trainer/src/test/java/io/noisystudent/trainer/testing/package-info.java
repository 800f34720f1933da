/** What the tests of this service share. */
@NullMarked
package io.noisystudent.trainer.testing;

import org.jspecify.annotations.NullMarked;
