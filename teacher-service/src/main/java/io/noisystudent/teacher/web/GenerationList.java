package io.noisystudent.teacher.web;

import io.noisystudent.contracts.event.GenerationState;
import java.util.List;

/** All generations, oldest first. */
public record GenerationList(List<GenerationState> items) {
    public GenerationList {
        items = List.copyOf(items);
    }
}
