/** The outer end of a child process: its class path, its start, its readiness, its end. */
@NullMarked
package io.noisystudent.embedded.process;

import org.jspecify.annotations.NullMarked;
