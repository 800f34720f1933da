/** The Open Inference Protocol V2 over REST, and health. */
@NullMarked
package io.noisystudent.labeler.web;

import org.jspecify.annotations.NullMarked;
