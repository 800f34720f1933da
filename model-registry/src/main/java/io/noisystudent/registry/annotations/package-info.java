/** Tags and descriptions: what may be said of models and versions afterwards. */
@NullMarked
package io.noisystudent.registry.annotations;

import org.jspecify.annotations.NullMarked;
