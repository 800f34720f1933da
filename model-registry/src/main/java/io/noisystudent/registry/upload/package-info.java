/** Bodies of uploads and the proof that one is a servable model. */
@NullMarked
package io.noisystudent.registry.upload;

import org.jspecify.annotations.NullMarked;
