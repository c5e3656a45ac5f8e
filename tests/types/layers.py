"""Both twins have the whole interface, and the answer to exercise 3 has what any layer needs.

Type checkers read this file, and nobody runs it. A name or a type that a module lacks is an error on its line.
"""

from collections.abc import Callable
from wsgiref.types import WSGIEnvironment

from bizkit.wrappers import by_hand, interface, on_werkzeug
from solutions.ex3 import best_of_breed, http_objects

by_hand_is_a_layer: interface.Layer = by_hand
by_hands_request: type[interface.Request] = by_hand.Request
by_hands_response: type[interface.Response] = by_hand.Response

on_werkzeug_is_a_layer: interface.Layer = on_werkzeug
werkzeugs_request: type[interface.Request] = on_werkzeug.Request
werkzeugs_response: type[interface.Response] = on_werkzeug.Response

the_answer_has_what_any_layer_must: interface.Required = http_objects
answers_request: type[interface.RequiredRequest] = http_objects.Request
answers_response: type[interface.RequiredResponse] = http_objects.Response
how_a_request_is_made: Callable[[WSGIEnvironment], interface.RequiredRequest] = http_objects.Request
how_a_response_is_made: interface.MakesResponse = http_objects.Response

so_has_the_other_answer: interface.Required = best_of_breed
so_has_the_twin_by_hand: interface.Required = by_hand
so_has_the_twin_on_werkzeug: interface.Required = on_werkzeug
