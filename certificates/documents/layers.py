"""The lower layer of a certificate, drawn once, kept as objects that go into every
file of its kind: WeasyPrint lays out and draws only what is somebody's own.

It stays one tagged document. The lower layer's structure tree goes along, and each
element of the upper layer takes the place of one that the lower layer left empty.
This leans on how WeasyPrint 70 and pydyf 0.13 write their objects; whatever is not as
expected raises Misfit, and the certificate is drawn in one pass instead.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pydyf

from certificates.documents.objects import Later, Place, Settled

Slot = tuple[pydyf.Dictionary, int]
"""An element, and which of its kids is to be replaced."""

STANDS_FOR = [b"0 0 m", b"1 0 l"]
"""How WeasyPrint writes "M0 0h1"."""
SUBSET = re.compile(r"^/([A-Z]{6})\+")


class Misfit(Exception):
    """The two layers do not fit together."""


class Underlay:
    """A tagged page as a form, with its structure; for one thread at a time."""

    def __init__(self, pdf: bytes) -> None:
        self._kept: list[pydyf.Object] = []
        self._known: dict[tuple[int, int], pydyf.Object] = {}
        self._elements: dict[tuple[int, int], pydyf.Dictionary] = {}
        self._page = Place()
        # The variable is needed: its objects do not keep a file open by themselves.
        source = pikepdf.open(io.BytesIO(pdf))
        self._form = self._form_of(source)
        root = source.Root.StructTreeRoot
        (document,) = root.K
        self._top = [self._element(kid) for kid in document.K]
        self._marked = pydyf.Array(
            [Later(self._elements[element.objgen]) for element in _marked(root)]
        )
        # The order of the tree is the order of the template.
        self._slots = [slot for element in self._top for slot in self._empty(element)]
        self._settle()

    def put_under(self, pdf: pydyf.PDF, code: str) -> None:
        """Into a file with one page: the upper layer, which is not written yet; and
        the strokes of the code in the place of the one stroke that stands for them.

        Raises Misfit.
        """
        for kept in self._kept:
            pdf.add_object(kept)
        page = next(o for o in pdf.objects if _is(o, "/Page"))
        self._page.data = page.reference
        resources = _at(pdf, page["Resources"])
        resources.setdefault("XObject", pydyf.Dictionary())["U"] = self._form.reference
        content = _at(pdf, page["Contents"]).stream
        _draw_code(content, code)
        content.insert(0, b"q /U Do Q")
        self._graft(pdf)

    def _settle(self) -> None:
        replaced = {id(parent["K"][place].target) for parent, place in self._slots}
        changing = {id(one) for one in (*self._top, *(p for p, _ in self._slots))}
        self._kept = [kept for kept in self._kept if id(kept) not in replaced]
        for kept in self._kept:
            if isinstance(kept, Settled) and id(kept) not in changing:
                kept.settle()

    def _graft(self, pdf: pydyf.PDF) -> None:
        root = _at(pdf, pdf.catalog["StructTreeRoot"])
        document = _at(pdf, root["K"][0])
        (over,) = (_at(pdf, reference) for reference in document["K"])
        own = [_at(pdf, reference) for reference in over["K"]]
        if len(own) != len(self._slots):
            raise Misfit(f"{len(own)} elements for {len(self._slots)} places")
        for (parent, place), element in zip(self._slots, own, strict=True):
            parent["K"][place] = element.reference
            element["P"] = parent.reference
        document["K"] = pydyf.Array([top.reference for top in self._top])
        for top in self._top:
            top["P"] = document.reference
        table = _at(pdf, root["ParentTree"])["Nums"]
        key = max(table[::2]) + 1
        table.extend([key, self._marked])
        self._form.extra["StructParents"] = key
        # Nothing refers to the upper layer's own root any more.
        over.clear()

    def _form_of(self, source: pikepdf.Pdf) -> pydyf.Stream:
        page = source.pages[0]
        form = page.as_form_xobject()
        resources = page.resources
        for kind in list(resources.keys()):
            if isinstance(resources[kind], pikepdf.Dictionary) and not len(
                resources[kind].keys()
            ):
                del resources[kind]
        form["/Resources"] = resources
        kept = self._indirect(source.make_indirect(form))
        if not isinstance(kept, pydyf.Stream):
            raise Misfit("a form that is no stream")
        return kept

    def _indirect(self, found: Any) -> pydyf.Object:
        if found.objgen in self._known:
            return self._known[found.objgen]
        if isinstance(found, pikepdf.Stream):
            new = pydyf.Stream([found.read_raw_bytes()])
            self._keep(found, new)
            new.extra = {
                key[1:]: self._value(value)
                for key, value in found.items()
                if key != "/Length"
            }
            return new
        new = self._plain(found)
        self._keep(found, new)
        return new

    def _keep(self, found: Any, new: pydyf.Object) -> None:
        self._known[found.objgen] = new
        self._kept.append(new)

    def _value(self, found: Any) -> Any:
        if getattr(found, "is_indirect", False):
            return Later(self._indirect(found))
        return self._plain(found)

    def _plain(self, found: Any) -> Any:
        if isinstance(found, pikepdf.Dictionary):
            return Settled(
                {key[1:]: self._value(value) for key, value in found.items()}
            )
        if isinstance(found, pikepdf.Array):
            return pydyf.Array([self._value(value) for value in found])
        if isinstance(found, pikepdf.Name):
            # The other layer holds other letters of the same font: the two parts
            # must not have the same name.
            return SUBSET.sub(lambda tag: f"/{tag[1][::-1]}+", str(found))
        if isinstance(found, pikepdf.String):
            return found.unparse()
        if isinstance(found, bool):
            return "true" if found else "false"
        return str(found)

    def _element(self, found: Any) -> pydyf.Dictionary:
        new = Settled({"Type": "/StructElem", "S": str(found.S), "Pg": self._page})
        self._elements[found.objgen] = new
        for key in ("/Alt", "/ActualText", "/A", "/Lang"):
            if key in found:
                new[key[1:]] = self._value(found[key])
        new["K"] = pydyf.Array([self._kid(kid, new) for kid in found.get("/K", [])])
        self._kept.append(new)
        return new

    def _kid(self, kid: Any, parent: pydyf.Dictionary) -> pydyf.Object:
        if isinstance(kid, pikepdf.Dictionary):
            child = self._element(kid)
            child["P"] = Later(parent)
            return Later(child)
        # The number counts in the form's content now, no longer in the page's.
        return pydyf.Dictionary(
            {
                "Type": "/MCR",
                "Pg": self._page,
                "Stm": Later(self._form),
                "MCID": int(kid),
            }
        )

    def _empty(self, element: pydyf.Dictionary) -> Iterator[Slot]:
        for place, kid in enumerate(element["K"]):
            if not isinstance(kid, Later):
                continue
            if kid.target["K"]:
                yield from self._empty(kid.target)
            else:
                yield element, place


def _marked(root: Any) -> Any:
    """The elements of the page's marked contents, by their numbers."""
    numbers = list(root.ParentTree.Nums)
    return dict(zip(numbers[::2], numbers[1::2], strict=True))[0]


def _draw_code(content: list[bytes], code: str) -> None:
    places = [at for at in range(len(content)) if content[at : at + 2] == STANDS_FOR]
    if len(places) != 1:
        raise Misfit(f"{len(places)} places for a code")
    content[places[0] : places[0] + 2] = [code.encode()]


def _is(found: Any, kind: str) -> bool:
    return isinstance(found, dict) and found.get("Type") == kind


def _at(pdf: pydyf.PDF, reference: Any) -> Any:
    number = bytes(reference).split()[0] if isinstance(reference, bytes) else None
    if number is None:
        number = str(reference).split()[0].encode()
    return pdf.objects[int(number)]
