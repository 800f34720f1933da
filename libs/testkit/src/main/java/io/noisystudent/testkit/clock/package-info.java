/** Time under the control of a test. */
@NullMarked
package io.noisystudent.testkit.clock;

import org.jspecify.annotations.NullMarked;
