/** The inner end of a child process: settings in, a lock on the data, an end when the parent ends. */
@NullMarked
package io.noisystudent.embedded.child;

import org.jspecify.annotations.NullMarked;
