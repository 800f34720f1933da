/** Signatures of models: what is signed, how it is written, and who is trusted. */
@NullMarked
package io.noisystudent.registryclient.signing;

import org.jspecify.annotations.NullMarked;
