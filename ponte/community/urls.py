from django.urls import path

from ponte.community.views import organisations as o
from ponte.community.views import people as p

people = (
    [
        path("", p.index, name="index"),
        path("me/", p.edit, name="edit"),
        path("messages/", p.messages_list, name="messages"),
        path("<uuid:handle>/", p.detail, name="detail"),
        path("<uuid:handle>/write/", p.write, name="write"),
        path("<uuid:handle>/report/", p.report, name="report"),
        path("<uuid:handle>/block/", p.block, name="block"),
        path("<uuid:handle>/unblock/", p.unblock, name="unblock"),
    ],
    "people",
)

organisations = (
    [
        path("", o.index, name="index"),
        path("new/", o.new, name="new"),
        path("<slug:slug>/", o.detail, name="detail"),
        path("<slug:slug>/edit/", o.edit, name="edit"),
        path("<slug:slug>/report/", o.report, name="report"),
        path("<slug:slug>/join/", o.join, name="join"),
        path("<slug:slug>/leave/", o.leave, name="leave"),
    ],
    "organisations",
)
