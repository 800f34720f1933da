/** Packaged services in processes of their own. */
@NullMarked
package io.noisystudent.testkit.process;

import org.jspecify.annotations.NullMarked;
