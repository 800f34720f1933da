/** REST, server-sent events and health: what people and machines may see and ask for. */
@NullMarked
package io.noisystudent.teacher.web;

import org.jspecify.annotations.NullMarked;
