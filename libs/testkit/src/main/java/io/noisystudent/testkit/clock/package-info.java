/** Time as a test wants it. */
@NullMarked
package io.noisystudent.testkit.clock;

import org.jspecify.annotations.NullMarked;
