/** The registry over HTTP, and artifacts on their way to disk. */
@NullMarked
package io.noisystudent.registryclient;

import org.jspecify.annotations.NullMarked;
