/** What can be said of a network without running it. */
@NullMarked
package io.noisystudent.launcher.network;

import org.jspecify.annotations.NullMarked;
