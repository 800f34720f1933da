/** The work with the registry: read the answers, score them, post the evidence, ask the gate. */
@NullMarked
package io.noisystudent.teacher.examination;

import org.jspecify.annotations.NullMarked;
