/** The whole loop, watched and summed up. */
@NullMarked
package io.noisystudent.launcher.demo;

import org.jspecify.annotations.NullMarked;
