/** Both services at once, in a directory that goes away, for the tests of other modules. */
@NullMarked
package io.noisystudent.embedded.testing;

import org.jspecify.annotations.NullMarked;
