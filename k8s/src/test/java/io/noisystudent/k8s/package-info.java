/** Checks of the manifests that need no cluster. */
@NullMarked
package io.noisystudent.k8s;

import org.jspecify.annotations.NullMarked;
