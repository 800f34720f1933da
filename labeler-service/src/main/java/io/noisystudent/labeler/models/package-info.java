/** The versions that this labeler works with: fetched, verified, loaded beside each other, closed when idle. */
@NullMarked
package io.noisystudent.labeler.models;

import org.jspecify.annotations.NullMarked;
