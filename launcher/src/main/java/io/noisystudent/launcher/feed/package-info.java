/** Sends images to the topics of a pipeline. */
@NullMarked
package io.noisystudent.launcher.feed;

import org.jspecify.annotations.NullMarked;
